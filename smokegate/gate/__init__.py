"""Acts on a verdict. Looks at the deployment only through reports that the suite writes."""
