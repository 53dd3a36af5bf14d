"""What we remember of deliveries, so that none is carried out twice."""
