/** What stands around an address and is no part of it: space, brackets and quotation marks of any kind. */
const AROUND = /[\s\p{Cc}<>()[\]{}"'`|\\^\p{Pi}\p{Pf}\u201a\u201e\u3008-\u3011\uff08\uff09]+/u
/** Where an address may begin. Without a scheme only a host of Spotify's is one. */
const START =
  /https?:\/\/|spotify(?:--[\w-]{1,64})?:(?!https?:\/\/)|spotify\.com(?=[/:?#]|$)|(?:spotify(?:\.app)?\.link|spoti\.fi)\//gi
const OF_HOST = /[0-9a-z.-]/i
const WORD = /[0-9a-z.@/=-]/i
/** Behind one of these an address is the value or a part of the one that it stands in. */
const INSIDE = /[=/?&%@+:]/
const SEPARATOR = /[,;]|[^\x20-\x7e]/

/**
 * The web addresses and Spotify URIs in a text, in their order, without what stands around them. Linear in the length
 * of the text.
 */
export function findAddresses(text: string): string[] {
  return text.split(AROUND).flatMap(cutToken)
}

/** The addresses in a text, and the words of it in which `isName` sees another name. */
export function findNames(text: string, isName: (word: string) => boolean): string[] {
  return text.split(AROUND).flatMap((token) => {
    const addresses = cutToken(token)
    return addresses.length > 0 ? addresses : token.split(/[,;]+/).filter(isName)
  })
}

function cutToken(token: string): string[] {
  const starts: number[] = []
  for (const { index, 0: start } of token.matchAll(START)) {
    const at = /\.com$/i.test(start) ? startOfHost(token, index) : index
    if (mayStart(start, token.charAt(at - 1), starts.length > 0)) starts.push(at)
  }
  return starts
    .map((start, i) => token.slice(start, starts[i + 1]))
    .filter((address) => !/^spotify[\w-]*:\W*$/i.test(address))
}

/** Where the host begins that has the domain at `index`: support.spotify.com is one, too. */
function startOfHost(token: string, index: number): number {
  let at = index
  while (at > 0 && OF_HOST.test(token.charAt(at - 1))) at--
  return at
}

function mayStart(start: string, before: string, isInside: boolean): boolean {
  if (before === '') return true
  if (start.endsWith('://')) return !isInside || !INSIDE.test(before)
  return isInside ? SEPARATOR.test(before) : !WORD.test(before)
}
