"""Bridges to what others have made; each needs an optional extra, and nothing of ours needs them."""
