"""The pages of gateway: lines, and what went wrong on them."""
