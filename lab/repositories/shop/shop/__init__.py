"""A small shop: it has orders, which a worker completes, and knows how often somebody was here."""
