# evalModules { modules, specialArgs }: a small module system. It has nixpkgs' rules for imports, mkIf, mkMerge,
# priorities, list order and conflicts, but no option types: the shape of a value follows from its definitions, and
# an option name that does not exist is only noticed at the top level (see nixos/modules/system/checks.nix).
{ lib }:
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    functionArgs
    head
    isAttrs
    isFunction
    isList
    isPath
    isString
    length
    map
    mapAttrs
    sort
    ;
  inherit (import ./properties.nix) mkIf mkOverride mkOrder;

  # Names (of the last part of a path) whose string definitions are joined as lines.
  joinedAsLines = [
    "extraCommands"
    "extraConfig"
    "mdadmConf"
    "text"
  ];
  # Sets whose names are the caller's; one whose every definition is under a false mkIf is absent. Elsewhere names
  # are not looked into, so that a condition may depend on its neighbours.
  freeNames = [
    [ "environment" "etc" ]
    [ "fileSystems" ]
    [ "systemd" "network" "links" ]
    [ "systemd" "network" "netdevs" ]
    [ "systemd" "network" "networks" ]
    [ "users" "users" ]
  ];

  isProperty = value: isAttrs value && elem (value._type or null) [ "if" "merge" "override" "order" ];
  isTree = value: isAttrs value && !(value ? _type) && !(value ? outPath) && (value.type or null) != "derivation";
  showPath = path: concatStringsSep "." path;

  # A definition without its wrappers: none, one or several { file, value, priority, order }.
  discharge =
    def:
    let
      value = def.value;
    in
    if !isProperty value then
      [ def ]
    else if value._type == "merge" then
      concatMap (content: discharge (def // { value = content; })) value.contents
    else if value._type == "if" then
      if value.condition then discharge (def // { value = value.content; }) else [ ]
    else if value._type == "override" then
      discharge (
        def
        // {
          inherit (value) priority;
          value = value.content;
        }
      )
    else
      discharge (
        def
        // {
          order = value.priority;
          value = value.content;
        }
      );

  # Whether all that the wrappers hold is a tree; conditions are not looked at.
  holdsTree =
    value:
    if !isProperty value then
      isTree value
    else if value._type == "merge" then
      builtins.all holdsTree value.contents
    else
      holdsTree value.content;

  # The same with the wrappers moved onto the attributes inside, so that names are known before conditions are.
  pushDown =
    def:
    let
      value = def.value;
      inner = pushDown (def // { value = value.content; });
      wrap = wrapper: map (d: d // { value = mapAttrs (_: wrapper) d.value; }) inner;
    in
    if !isProperty value then
      [ def ]
    else if value._type == "merge" then
      concatMap (content: pushDown (def // { value = content; })) value.contents
    else if value._type == "if" then
      wrap (mkIf value.condition)
    else if value._type == "override" then
      wrap (mkOverride value.priority)
    else
      wrap (mkOrder value.priority);

  mergeAt = path: defs: if builtins.all (def: holdsTree def.value) defs then mergeTrees path defs else mergeLeaf path defs;

  mergeTrees =
    path: defs:
    let
      trees = concatMap pushDown defs;
      named = name: concatMap (def: if def.value ? ${name} then [ (def // { value = def.value.${name}; }) ] else [ ]) trees;
      names = attrNames (foldl' (all: def: all // def.value) { } trees);
      kept = if elem path freeNames then filter (name: concatMap discharge (named name) != [ ]) names else names;
    in
    lib.genAttrs kept (name: mergeAt (path ++ [ name ]) (named name));

  mergeLeaf =
    path: defs:
    let
      plain = concatMap discharge defs;
      priority = foldl' (least: def: lib.min least (def.priority or 100)) 10000 plain;
      chosen = filter (def: (def.priority or 100) == priority) plain;
      values = map (def: def.value) chosen;
      first = head values;
      ordered = map (def: def.value) (sort (a: b: (a.order or 1000) < (b.order or 1000)) chosen);
      shown = map (def: "- by ${def.file}${showValue def.value}") chosen;
      conflict = throw "The option ${showPath path} is defined in ways that exclude each other:\n${concatStringsSep "\n" shown}";
    in
    if chosen == [ ] then
      throw "The option ${showPath path} is used but not defined."
    else if builtins.all isTree values then
      mergeTrees path (map (def: { inherit (def) file value; }) chosen)
    else if builtins.all isList values then
      concatMap (concatMap (item: map (def: def.value) (discharge { value = item; }))) ordered
    else if length values == 1 then
      first
    else if builtins.all isString values && elem (lib.last path) joinedAsLines then
      concatStringsSep "\n" ordered
    else if builtins.all (value: builtins.typeOf value == builtins.typeOf first && !isFunction value && value == first) values then
      first
    else
      conflict;

  showValue =
    value:
    if isFunction value || isAttrs value then
      ""
    else if isList value then
      ": a list"
    else
      ": ${builtins.toJSON value}";

  # Options that a module declares count as definitions of their defaults.
  defaultsOf =
    options:
    mapAttrs (
      _: option:
      if (option._type or null) == "option" then
        if option ? default then mkOverride 1500 option.default else { _type = "merge"; contents = [ ]; }
      else
        defaultsOf option
    ) options;

  structural = [
    "_class"
    "_file"
    "disabledModules"
    "imports"
    "key"
    "meta"
  ];
in
{
  modules,
  specialArgs ? { },
}:
let
  args = {
    inherit config lib;
    options = { };
  }
  // specialArgs;

  apply =
    f:
    let
      # As in nixpkgs: other arguments are looked for in _module.args, and only when they are used.
      asked = mapAttrs (name: _: config._module.args.${name}) (functionArgs f);
    in
    f (asked // args);

  load =
    fallback: module:
    let
      isFile = isPath module || isString module;
      content = if isFile then import module else module;
      value = if isFunction content then apply content else content;
      file = if isFile then toString module else value._file or fallback;
      hasParts = value ? config || value ? options;
      unknown = attrNames (
        builtins.removeAttrs value (
          structural
          ++ [
            "config"
            "freeformType"
            "options"
          ]
        )
      );
    in
    {
      inherit file;
      key = if isFile then file else null;
      imports = value.imports or [ ];
      definitions =
        if isProperty value then
          [ value ]
        else if !hasParts then
          [ (builtins.removeAttrs value structural) ]
        else if unknown != [ ] then
          throw "Module ${file} has the attribute ${head unknown} beside config or options; move it into config."
        else
          [
            (defaultsOf (value.options or { }))
            (value.config or { })
          ];
    };

  # Depth first; a file that is imported twice counts once.
  collect =
    state: fallback: module:
    let
      loaded = load fallback module;
      isSeen = loaded.key != null && state.seen ? ${loaded.key};
      entered = state // {
        seen = state.seen // (if loaded.key == null then { } else { ${loaded.key} = true; });
      };
      withImports = foldl' (s: m: collect s loaded.file m) entered loaded.imports;
    in
    if isSeen then state else withImports // { loaded = withImports.loaded ++ [ loaded ]; };

  all =
    (foldl' (state: module: collect state "<unknown-file>" module) {
      seen = { };
      loaded = [ ];
    } modules).loaded;

  config = mergeAt [ ] (
    concatMap (module: map (value: { inherit (module) file; inherit value; }) module.definitions) all
  );
in
{
  inherit config;
  options = { };
}
