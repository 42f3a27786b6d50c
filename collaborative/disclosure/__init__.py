"""What may leave the organisation that counted it: small numbers and what tells of a person. Pure."""
