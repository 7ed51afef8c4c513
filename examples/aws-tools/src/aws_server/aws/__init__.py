"""AWS: where credentials come from, and what is asked with them."""
