import { rm } from 'node:fs/promises'

const TIMEOUT_MS = 60_000

/**
 * Waits until the first start has filled the catalog from the sandbox and the index can be asked; gives the function
 * that removes the data of the server under test.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const url = `http://127.0.0.1:${process.env.SEGUE_E2E_PORT ?? ''}/api/ready`
  const deadline = Date.now() + TIMEOUT_MS
  for (;;) {
    const state = (await (await fetch(url)).json()) as {
      parts: Record<string, { status: string; detail: string }>
    }
    if (state.parts.index?.status === 'ok') break
    if (Date.now() > deadline) {
      throw new Error(
        `The catalog was not filled within ${TIMEOUT_MS / 1000} s: ${JSON.stringify(state.parts)}`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return async () => {
    const dataDir = process.env.SEGUE_E2E_DATA_DIR
    if (dataDir) await rm(dataDir, { recursive: true, force: true })
  }
}
