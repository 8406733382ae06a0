"""The desk: the web application in which offices work with findings, cases, duties and each other."""
