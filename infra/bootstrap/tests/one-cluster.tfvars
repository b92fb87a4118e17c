# The least that must be said.
organization = "acme"
clusters     = ["shop"]
github       = { owner = "acme", repository = "shop", owner_id = "45", repository_id = "123" }
