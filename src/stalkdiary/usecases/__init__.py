"""What is done with a diary, one file for each verb: what commands and scripts call."""
