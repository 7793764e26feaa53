import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')

describe('the package entry segue/client', () => {
  it('is found by its name, and brings nothing of the server with it', async () => {
    const script = `
      const { createSegueClient } = await import('segue/client')
      const client = createSegueClient({ url: 'http://127.0.0.1:1' })
      const error = await client.index.status.query().catch((e) => e)
      console.log(JSON.stringify([typeof createSegueClient, error.name]))`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: root,
    })
    expect(JSON.parse(stdout)).toEqual(['function', 'TRPCClientError'])
  })
})
