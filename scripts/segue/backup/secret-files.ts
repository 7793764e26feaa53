import { copyFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Puts the keys of a backup into `dataDir`; what is there under their names stays beside them. */
export async function putSecretFiles(
  dataDir: string,
  files: readonly { name: string; content: Buffer }[],
): Promise<void> {
  for (const { name, content } of files) {
    const file = path.join(dataDir, name)
    await copyFile(file, `${file}.before-restore`).catch(() => undefined)
    await writeFile(file, content, { mode: 0o600 })
  }
}
