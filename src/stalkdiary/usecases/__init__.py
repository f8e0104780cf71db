"""What is handed over or checked, one file for each verb: values in, values out."""
