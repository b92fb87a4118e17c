# A lab has two workers and little to do: the defaults of modules/shop are made for it.
hostname = "shop.localtest"
