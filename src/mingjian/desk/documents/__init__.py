"""Official documents by GB/T 9704: kinds, layout, numbering, issue, dispatch and receipt."""
