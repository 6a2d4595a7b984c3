# checked PATH FIELDS NODE: NODE with defaults filled in, or an error that names the field.
# FIELDS: { <name> = { check = value: bool; expected = text; default = …; } }; no default means required.
{ lib }:
let
  hooks = lib.genAttrs [ "preCreateHook" "postCreateHook" "preMountHook" "postMountHook" "preUnmountHook" "postUnmountHook" ] (_: {
    check = builtins.isString;
    expected = "a string";
    default = "";
  });
  isStrings = value: builtins.isList value && builtins.all builtins.isString value;
in
{
  checked =
    path: fields: node:
    let
      all = hooks // { type = { check = builtins.isString; expected = "a string"; default = ""; }; } // fields;
      unknown = lib.subtractLists (lib.attrNames all) (lib.attrNames node);
      field =
        name: spec:
        if node ? ${name} then
          if spec.check node.${name} then
            node.${name}
          else
            throw "disko: ${path}.${name}: ${builtins.toJSON node.${name}} is not ${spec.expected}"
        else
          spec.default or (throw "disko: ${path}.${name} is required");
    in
    if unknown != [ ] then
      throw "disko: the option `${path}.${lib.head unknown}' does not exist"
    else
      builtins.mapAttrs field all;
}
// {
  kinds = rec {
    string = default: { check = builtins.isString; expected = "a string"; inherit default; };
    maybeString = { check = v: v == null || builtins.isString v; expected = "a string or null"; default = null; };
    strings = default: { check = isStrings; expected = "a list of strings"; inherit default; };
    bool = default: { check = builtins.isBool; expected = "true or false"; inherit default; };
    int = default: { check = builtins.isInt; expected = "a whole number"; inherit default; };
    maybeInt = { check = v: v == null || builtins.isInt v; expected = "a whole number or null"; default = null; };
    attrs = default: { check = builtins.isAttrs; expected = "an attribute set"; inherit default; };
    matching = regex: expected: { check = v: builtins.isString v && builtins.match regex v != null; inherit expected; };
    absolute = matching "/.*" "an absolute path";
    mountpoint = { check = v: v == null || (builtins.isString v && builtins.match "/.*" v != null); expected = "an absolute path"; default = null; };
    content = { check = v: v == null || builtins.isAttrs v; expected = "an attribute set"; default = null; };
    oneOf = values: default: { check = v: builtins.elem v values; expected = "one of ${lib.concatStringsSep ", " values}"; inherit default; };
  };
}
