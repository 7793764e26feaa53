import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { inRoot, root } from '../scripts/lib/paths.mjs'
import { as } from './index/as.mjs'

const ENTRY = `
  export { renderCorpus } from './bench/tempo/corpus'
  export { evaluate } from './bench/tempo/evaluate'
  export { fitTemplates } from './bench/tempo/fit'
  export { chooseLevel } from '~workers/dsp/tempo/levels'`

/**
 * How well the tempo of generated rhythms is found, and whether the confidence is right as often as it says. With
 * `--fit`, templates are fitted to as many pieces of other seeds first, used here, and printed for `templates.ts`.
 * @param {string[]} args
 */
export async function run(args) {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string', default: '8' },
      from: { type: 'string', default: '500' },
      fit: { type: 'string' },
      'fit-from': { type: 'string', default: '100' },
    },
  })
  const tempo = await load()
  const examples = values.fit ? tempo.renderCorpus(Number(values['fit-from']), Number(values.fit), true) : []
  const templates = values.fit ? tempo.fitTemplates(examples) : undefined
  const pieces = tempo.renderCorpus(Number(values.from), Number(values.seeds), false)
  const judged = pieces.map((piece) => ({ ...piece, level: tempo.chooseLevel(piece.hypotheses, templates) }))
  return { benchmark: 'tempo', ...tempo.evaluate(judged), ...(templates && { templates }) }
}

/**
 * @typedef {typeof import('./tempo/corpus') & typeof import('./tempo/evaluate') & typeof import('./tempo/fit')
 *   & typeof import('../workers/dsp/tempo/levels')} Tempo
 * @returns {Promise<Tempo>}
 */
async function load() {
  const outfile = inRoot('build', 'bench', 'tempo.mjs')
  await build({
    stdin: { contents: ENTRY, resolveDir: root, sourcefile: 'bench-entry.ts', loader: 'ts' },
    absWorkingDir: root,
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
  })
  return as(await import(pathToFileURL(outfile).href))
}
