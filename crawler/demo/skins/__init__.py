"""The skins of the demo sites, one YAML file each; crawler/demo/skin.py reads them."""
