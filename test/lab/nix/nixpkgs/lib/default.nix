# The part of nixpkgs' lib that generated and hand-written machine flakes commonly call. Names and meanings are
# nixpkgs'; a name that is missing here fails as an attribute that is missing.
let
  inherit (builtins)
    attrNames
    attrValues
    concatLists
    concatStringsSep
    elem
    filter
    foldl'
    isAttrs
    isList
    isString
    length
    listToAttrs
    map
    replaceStrings
    stringLength
    substring
    ;
  lib = {
    inherit (builtins)
      all
      any
      attrNames
      attrValues
      concatLists
      concatMap
      concatStringsSep
      elem
      elemAt
      filter
      foldl'
      fromJSON
      functionArgs
      genList
      getAttr
      hasAttr
      head
      intersectAttrs
      isAttrs
      isBool
      isFunction
      isInt
      isList
      isString
      length
      listToAttrs
      map
      mapAttrs
      match
      removeAttrs
      replaceStrings
      seq
      sort
      stringLength
      substring
      tail
      toJSON
      trace
      ;
    version = "26.05.lab";
    trivial.release = "26.05";
    inherit (import ./properties.nix) mkIf mkMerge mkOverride mkOrder;
    mkOptionDefault = lib.mkOverride 1500;
    mkDefault = lib.mkOverride 1000;
    mkImageMediaOverride = lib.mkOverride 60;
    mkForce = lib.mkOverride 50;
    mkVMOverride = lib.mkOverride 10;
    mkBefore = lib.mkOrder 500;
    mkAfter = lib.mkOrder 1500;
    mkOption = attrs: attrs // { _type = "option"; };
    mkEnableOption =
      what:
      lib.mkOption {
        default = false;
        description = "Whether to enable ${what}.";
      };
    # Types are not checked here; the names exist so that option declarations evaluate.
    types =
      let
        plain = listToAttrs (
          map (name: lib.nameValuePair name { inherit name; }) [
            "anything"
            "attrs"
            "bool"
            "int"
            "lines"
            "package"
            "path"
            "port"
            "raw"
            "str"
            "unspecified"
          ]
        );
        unary = listToAttrs (
          map (name: lib.nameValuePair name (_: { inherit name; })) [
            "attrsOf"
            "enum"
            "lazyAttrsOf"
            "listOf"
            "nullOr"
            "oneOf"
            "strMatching"
            "submodule"
          ]
        );
      in
      plain // unary // { either = _: _: { name = "either"; }; };
    evalModules = import ./modules.nix { inherit lib; };

    id = x: x;
    const = x: _: x;
    flip =
      f: a: b:
      f b a;
    pipe = foldl' (value: f: f value);
    max = a: b: if a > b then a else b;
    min = a: b: if a < b then a else b;
    boolToString = b: if b then "true" else "false";
    assertMsg = ok: message: ok || throw message;
    throwIf = cond: message: if cond then throw message else lib.id;
    throwIfNot = cond: lib.throwIf (!cond);
    warn = message: builtins.trace "evaluation warning: ${message}";
    warnIf = cond: message: if cond then lib.warn message else lib.id;

    optional = cond: x: if cond then [ x ] else [ ];
    optionals = cond: xs: if cond then xs else [ ];
    optionalAttrs = cond: attrs: if cond then attrs else { };
    optionalString = cond: text: if cond then text else "";

    singleton = x: [ x ];
    flatten = x: if isList x then builtins.concatMap lib.flatten x else [ x ];
    imap0 = f: xs: builtins.genList (i: f i (builtins.elemAt xs i)) (length xs);
    imap1 = f: lib.imap0 (i: f (i + 1));
    last = xs: builtins.elemAt xs (length xs - 1);
    range = first: final: if first > final then [ ] else builtins.genList (i: first + i) (final - first + 1);
    reverseList = xs: builtins.genList (i: builtins.elemAt xs (length xs - 1 - i)) (length xs);
    subtractLists = drop: filter (x: !elem x drop);
    unique = foldl' (seen: x: if elem x seen then seen else seen ++ [ x ]) [ ];
    findFirst =
      pred: default: xs:
      let
        found = filter pred xs;
      in
      if found == [ ] then default else builtins.head found;
    toList = x: if isList x then x else [ x ];
    take = count: xs: builtins.genList (builtins.elemAt xs) (lib.min count (length xs));
    zipListsWith = f: xs: ys: builtins.genList (i: f (builtins.elemAt xs i) (builtins.elemAt ys i)) (lib.min (length xs) (length ys));

    nameValuePair = name: value: { inherit name value; };
    attrByPath =
      path: default: set:
      foldl' (found: name: if isAttrs found && found ? ${name} then found.${name} else default) set path;
    concatMapAttrs = f: set: foldl' (all: more: all // more) { } (lib.mapAttrsToList f set);
    filterAttrs = pred: set: builtins.removeAttrs set (filter (name: !pred name set.${name}) (attrNames set));
    genAttrs = names: f: listToAttrs (map (name: lib.nameValuePair name (f name)) names);
    mapAttrs' = f: set: listToAttrs (lib.mapAttrsToList f set);
    mapAttrsToList = f: set: map (name: f name set.${name}) (attrNames set);
    mergeAttrsList = foldl' (all: more: all // more) { };
    recursiveUpdate =
      left: right:
      left
      // builtins.mapAttrs (
        name: value: if isAttrs value && isAttrs (left.${name} or null) then lib.recursiveUpdate left.${name} value else value
      ) right;
    setAttrByPath = path: value: if path == [ ] then value else { ${builtins.head path} = lib.setAttrByPath (builtins.tail path) value; };
    isDerivation = value: (value.type or null) == "derivation";

    concatStrings = concatStringsSep "";
    concatLines = lines: lib.concatMapStrings (line: "${line}\n") lines;
    concatMapStrings = f: xs: lib.concatStrings (map f xs);
    concatMapStringsSep = separator: f: xs: concatStringsSep separator (map f xs);
    concatMapAttrsStringSep = separator: f: set: concatStringsSep separator (lib.mapAttrsToList f set);
    escapeShellArg =
      value:
      let
        text = toString value;
      in
      if builtins.match "[[:alnum:],._+:@%/-]+" text != null then text else "'${replaceStrings [ "'" ] [ "'\\''" ] text}'";
    escapeShellArgs = lib.concatMapStringsSep " " lib.escapeShellArg;
    hasInfix = infix: text: builtins.length (builtins.split (lib.escapeRegex infix) text) > 1;
    hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
    hasSuffix =
      suffix: text:
      let
        at = stringLength text - stringLength suffix;
      in
      at >= 0 && substring at (-1) text == suffix;
    escapeRegex = replaceStrings (lib.stringToCharacters "\\[{()^$?*+|.") (map (c: "\\${c}") (lib.stringToCharacters "\\[{()^$?*+|."));
    removePrefix = prefix: text: if lib.hasPrefix prefix text then substring (stringLength prefix) (-1) text else text;
    removeSuffix =
      suffix: text: if lib.hasSuffix suffix text then substring 0 (stringLength text - stringLength suffix) text else text;
    splitString = separator: text: filter isString (builtins.split (lib.escapeRegex separator) text);
    stringToCharacters = text: builtins.genList (i: substring i 1 text) (stringLength text);
    toLower = replaceStrings (lib.stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZ") (lib.stringToCharacters "abcdefghijklmnopqrstuvwxyz");
    toInt = text: builtins.fromJSON text;
    fileContents = file: lib.removeSuffix "\n" (builtins.readFile file);
    importJSON = file: builtins.fromJSON (builtins.readFile file);
    getExe = package: "${package}/bin/${package.meta.mainProgram or package.pname or package.name}";
  };
in
lib
