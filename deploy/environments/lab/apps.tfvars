# A lab has two workers and little to do: the defaults of modules/shop are made for it.
shop_version = "0.1.0"
hostname     = "shop.localtest"
