# A lab has two workers and little to do: the defaults of modules/shop are made for it.
hostname = "shop.localtest"

# Nobody waits five minutes to see a lab scale in.
marketplace = {
  autoscaling = {
    scale_down_stabilization_seconds = 60
  }
}
