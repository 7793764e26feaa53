import type { MessagePort } from 'node:worker_threads'
import { isDomainError } from '~server/domain/errors'
import type { FileEvent } from '~server/files/events'
import { readTrackFile } from '~server/files/read-track-file'
import { packEvents } from '../reading/pack-events'
import type { FromReading, ReadingFailure, ReadingTask, ToReading } from '../reading/protocol'

/** Reads a file whose bytes come through the port, and sends its entries the same way. Never throws. */
export async function readFile({ filename, port, blockEntries, maxBlocks }: ReadingTask): Promise<void> {
  const job = openPort(port, maxBlocks)
  let block: FileEvent[] = []
  try {
    for await (const events of readTrackFile(job.bytesOfFile(), { filename })) {
      for (const event of events) block.push(event)
      if (block.length < blockEntries) continue
      await job.sendBlock(block)
      block = []
    }
    await job.sendBlock(block)
    job.send({ kind: 'done' })
  } catch (error) {
    // What came before the fault counts.
    await job.sendBlock(block)
    job.send(toFailure(error))
  }
  port.close()
}

function openPort(port: MessagePort, maxBlocks: number) {
  let giveBytes: (bytes: Uint8Array | null) => void = () => undefined
  let tellFree: () => void = () => undefined
  const free = { blocks: maxBlocks }
  port.on('message', (message: ToReading) => {
    if (message.kind === 'bytes') giveBytes(message.bytes)
    else {
      free.blocks++
      tellFree()
    }
  })
  const send = (message: FromReading, moved: ArrayBuffer[] = []) => {
    port.postMessage(message, moved)
  }
  const ask = () =>
    new Promise<Uint8Array | null>((resolve) => {
      giveBytes = resolve
      send({ kind: 'more' })
    })
  return {
    send,
    /** The next bytes come while those before are read. */
    async *bytesOfFile(): AsyncGenerator<Uint8Array> {
      for (let next = ask(); ;) {
        const bytes = await next
        if (bytes === null) return
        next = ask()
        yield bytes
      }
    },
    async sendBlock(events: FileEvent[]): Promise<void> {
      if (events.length === 0) return
      while (free.blocks === 0) await new Promise<void>((resolve) => (tellFree = resolve))
      free.blocks--
      const packed = packEvents(events)
      send({ kind: 'block', events: packed }, [packed.numbers.buffer as ArrayBuffer])
    },
  }
}

function toFailure(error: unknown): ReadingFailure {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  if (!isDomainError(error)) return { kind: 'failed', code: null, message, hint: undefined, stack }
  return { kind: 'failed', code: error.code, message, hint: error.hint, stack }
}
