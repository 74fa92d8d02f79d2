"""What the containers of docker-compose.yml run that is not an image of its own."""
