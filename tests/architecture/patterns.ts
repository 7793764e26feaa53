import { readFileSync } from 'node:fs'
import ts from 'typescript'

export type Pattern = { source: string; flags: string; at: string }

/** The patterns written out in a file, as /…/ or as `new RegExp('…')`. */
export function findPatterns(file: string): Pattern[] {
  const root = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
  const found: Pattern[] = []
  const add = (source: string, flags: string, node: ts.Node) => {
    const { line } = root.getLineAndCharacterOfPosition(node.getStart(root))
    found.push({ source, flags, at: `${file}:${String(line + 1)}` })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/')
      add(node.text.slice(1, end), node.text.slice(end + 1), node)
    } else if (ts.isNewExpression(node) && node.expression.getText(root) === 'RegExp') {
      const [source, flags] = node.arguments ?? []
      if (source && ts.isStringLiteralLike(source)) {
        add(source.text, flags && ts.isStringLiteralLike(flags) ? flags.text : '', node)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(root)
  return found
}

/** One sign of each class that patterns name, and signs that few of them take. */
const OF_CLASS: Readonly<Record<string, string>> = { d: '7', w: 'a', s: ' ', S: 'x', D: 'x', W: '-', b: 'a' }
const MAX_SIGNS = 6

/** Units that a long text for a pattern is made of: signs of its own, alone and with their neighbours. */
export function toUnits({ source }: Pattern): string[] {
  const signs = new Set<string>()
  for (const [text] of source.matchAll(/\\.|./gsu)) {
    const escaped = text.startsWith('\\')
    const sign = escaped ? (OF_CLASS[text.charAt(1)] ?? text.charAt(1)) : text
    if (escaped || !/[()[\]{}|?*+^$]/.test(sign)) signs.add(sign)
  }
  if (source.includes('[^') || source.includes('.')) signs.add('x').add('(')
  const all = [...signs].slice(0, MAX_SIGNS)
  const pairs = all.map((sign, i) => sign + (all[i + 1] ?? all[0] ?? ''))
  return [...new Set([...all, ...pairs, toLiteral(source)])].filter(Boolean)
}

/** What a pattern matches where it is read as plain text, more or less. */
function toLiteral(source: string): string {
  return source.replaceAll(/\\[dws]|\(\?[:!=<]*|[()[\]{}|?*+^$\\]/g, '').slice(0, 40)
}
