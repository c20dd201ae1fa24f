"""What people read: one module a page, and the parts that pages are made of."""
