"""The only room that touches the network of the deployment."""
