"""Short documents for one purpose each, over the same facts as the whole report."""
