"""What a stage of Candor has in AWS beside its functions: described once, and made from that."""
