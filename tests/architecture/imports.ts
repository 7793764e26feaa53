import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { root } from './source-files'

export type Import = { specifier: string; line: number; typeOnly: boolean }

/** Every import, re-export and dynamic import of a file that names its module in the source. */
export function readImports(file: string, text = readFileSync(path.join(root, file), 'utf8')): Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: Import[] = []
  const add = (node: ts.Node, specifier: ts.Expression | undefined, typeOnly: boolean) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1
    found.push({ specifier: specifier.text, line, typeOnly })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeImport(node))
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node)) {
      if (ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal, true)
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], false)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** True for `import type …`, and for `import { type A, type B }`, which runs nothing of a side-effect-free module. */
function isTypeImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const bindings = clause.namedBindings
  if (clause.name || !bindings || !ts.isNamedImports(bindings)) return false
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly)
}

const ALIASES: [prefix: string, folder: string][] = [
  ['~server/', 'server/'],
  ['~workers/', 'workers/'],
  ['~db/', 'db/'],
  ['~/', 'app/'],
]
const EXTENSIONS = ['', '.ts', '.tsx', '.js', '.mjs', '/index.ts', '/index.tsx', '/index.mjs']

/** The file of the project that an import means, by its path from the root; null for a package. */
export function resolveImport(importer: string, specifier: string): string | null {
  const alias = ALIASES.find(([prefix]) => specifier.startsWith(prefix))
  if (!alias && !/^\.{1,2}(\/|$)/.test(specifier)) return null
  const bare = alias
    ? alias[1] + specifier.slice(alias[0].length)
    : path.posix.join(path.posix.dirname(importer), specifier)
  const file = EXTENSIONS.map((extension) => bare + extension).find((candidate) => {
    const absolute = path.join(root, candidate)
    return existsSync(absolute) && statSync(absolute).isFile()
  })
  return file ?? bare
}
