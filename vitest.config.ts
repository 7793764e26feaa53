import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const resolve = { tsconfigPaths: true }
const plugins = [sqlAsText(), soundAsBytes()]

/** Statements in files of their own are texts, as in the bundles. */
function sqlAsText() {
  return {
    name: 'sql-as-text',
    transform: (code: string, id: string) =>
      id.endsWith('.sql') ? { code: `export default ${JSON.stringify(code)}`, map: null } : null,
  }
}

/** Sound in files of its own is bytes, as in the bundles. */
function soundAsBytes() {
  return {
    name: 'sound-as-bytes',
    load: (id: string) => {
      if (!id.endsWith('.adts')) return null
      const bytes = JSON.stringify([...readFileSync(id)])
      return `export default Uint8Array.from(${bytes})`
    },
  }
}

const unitTests = '{app,server,workers,db,scripts,tests/setup}/**/*.test.{ts,tsx,mjs}'
/** Tests that replace a module, or change their process: each runs in a process of its own. */
const mockedTests = '**/*.mocked.test.ts'

/** One project a room of tests: unit beside the source, architecture over the tree, integration with services, chaos by killing. */
export default defineConfig({
  resolve,
  test: {
    // Two workers: the suites that load FAISS or decode audio bring threads of their own.
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    passWithNoTests: false,
    // A difference of two catalogs is longer than anybody reads.
    diff: { truncateThreshold: 80 },
    projects: [
      {
        resolve,
        plugins,
        test: {
          name: 'unit',
          include: [unitTests],
          exclude: ['**/node_modules/**', mockedTests],
          // Modules are loaded once a worker, which halves the time of the suite.
          isolate: false,
          testTimeout: 60_000,
        },
      },
      {
        resolve,
        plugins,
        test: {
          name: 'unit-mocked',
          include: [mockedTests],
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        test: {
          name: 'architecture',
          include: ['tests/architecture/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        resolve,
        plugins,
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.int.test.ts'],
          globalSetup: ['tests/setup/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        plugins,
        test: {
          name: 'chaos',
          include: ['tests/chaos/*.chaos.test.ts'],
          globalSetup: ['tests/setup/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
