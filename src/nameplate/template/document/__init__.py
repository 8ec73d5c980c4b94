"""A template's sections: parameters, types, variables, functions, resources, outputs."""
