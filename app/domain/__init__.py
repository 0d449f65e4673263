"""The trade: rules without web, without commit; time and viewer are arguments."""
