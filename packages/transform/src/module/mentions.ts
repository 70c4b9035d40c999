/** What the text of nearly every module has that takes `after` from somewhere. */

// A name in braces, a member, or a computed member: prose has the bare word.
export const TAKES_AFTER =
  /(?:[{,\n]|\*\/)\s*(?:unstable_)?after\s*(?:[,}:\n]|as\b|\/[*/])|\.(?:unstable_)?after\b|["'`](?:unstable_)?after["'`]/
