# Told before the money is spent: at 80 % of it, and when AWS foresees more than all of it.
resource "aws_budgets_budget" "this" {
  for_each = var.budget == null ? {} : { this = var.budget }

  name         = "${var.cluster_name}-platform"
  budget_type  = "COST"
  limit_amount = tostring(each.value.monthly_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  tags         = { Name = "${var.cluster_name}-platform", Component = "platform" }

  # Needs the tag `Cluster` switched on as a cost allocation tag, once for each account.
  cost_filter {
    name   = "TagKeyValue"
    values = [format("user:Cluster$%s", var.cluster_name)]
  }

  dynamic "notification" {
    for_each = { ACTUAL = 80, FORECASTED = 100 }

    content {
      notification_type          = notification.key
      threshold                  = notification.value
      threshold_type             = "PERCENTAGE"
      comparison_operator        = "GREATER_THAN"
      subscriber_email_addresses = each.value.emails
    }
  }
}
