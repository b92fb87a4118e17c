shop_version = "0.1.0"
hostname     = "shop.localtest"
