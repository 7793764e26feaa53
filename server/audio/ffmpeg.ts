import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { DomainError } from '../domain/errors'

/** Decodes a whole file that is held in memory, as a WAV file of floats. `flawed`: it complained, but gave something. */
export type Ffmpeg = {
  version: string
  decode: (
    bytes: Uint8Array,
    options: DecodeOptions,
  ) => Promise<{ wav: Uint8Array<ArrayBuffer>; flawed: boolean }>
}
type DecodeOptions = {
  /** The one demuxer that may read it. */
  demuxer: string
  /** No more is decoded. */
  seconds: number
  signal?: AbortSignal | undefined
}
type Limits = { maxBytes: number; timeoutMs: number }
/** `searchPath`: folders in which programs are looked for, as PATH has them. */
type Finding = Limits & { searchPath: string | undefined }

const VERSION_TIMEOUT_MS = 5000
const KILL_AFTER_MS = 5000
/** Of what it writes to stderr. */
const COMPLAINT_BYTES = 4096

/**
 * The operator's own ffmpeg, if there is one: a process for each file, without an environment, that reads and writes
 * pipes and nothing else. Null where `path` starts no ffmpeg.
 */
export async function findFfmpeg(path: string, limits: Finding): Promise<Ffmpeg | null> {
  if (path === 'off') return null
  const output = await run(path, ['-hide_banner', '-version'], {
    searchPath: limits.searchPath,
    timeoutMs: VERSION_TIMEOUT_MS,
    maxBytes: 65_536,
  }).catch(() => null)
  const version = output && /^ffmpeg version (\S+)/.exec(output.stdout.toString('latin1'))?.[1]
  if (!version) return null
  return {
    version,
    async decode(bytes, { demuxer, seconds, signal }) {
      const args = [
        ...['-hide_banner', '-nostdin', '-v', 'error', '-threads', '1'],
        // A file may name others, in its tables or as a playlist: none of them is opened.
        ...['-protocol_whitelist', 'pipe', '-format_whitelist', demuxer, '-f', demuxer],
        ...[
          '-t',
          String(seconds),
          '-i',
          'pipe:0',
          '-map',
          '0:a:0',
          '-vn',
          '-sn',
          '-dn',
          '-map_metadata',
          '-1',
        ],
        // All channels: its own mix of stereo to mono is 3 dB above the mean.
        ...['-fflags', '+bitexact', '-f', 'wav', '-c:a', 'pcm_f32le', 'pipe:1'],
      ]
      const timeoutMs = limits.timeoutMs + seconds * 100
      const { stdout, complaint, code } = await run(path, args, {
        ...limits,
        timeoutMs,
        input: bytes,
        signal,
      })
      if (stdout.length <= WAV_HEADER) {
        throw new DomainError('AUDIO_BROKEN', 'ffmpeg finds no audio in the file that it can decode.', {
          cause: new Error(complaint),
        })
      }
      return { wav: new Uint8Array(stdout), flawed: code !== 0 || complaint !== '' }
    },
  }
}

/** A header with the layout of channels. */
const WAV_HEADER = 100

type RunOptions = Finding & { input?: Uint8Array; signal?: AbortSignal | undefined }
type Output = { stdout: Buffer; complaint: string; code: number | null }

function run(
  path: string,
  args: string[],
  { maxBytes, timeoutMs, searchPath, input, signal }: RunOptions,
): Promise<Output> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(cancelled())
      return
    }
    const child: ChildProcessWithoutNullStreams = spawn(path, args, {
      stdio: 'pipe',
      env: { NODE_ENV: 'production', PATH: searchPath },
      windowsHide: true,
    })
    const pieces: Buffer[] = []
    let length = 0
    let complaint = ''
    let failure: Error | null = null
    const end = (error: Error) => {
      failure ??= error
      stop(child)
    }
    const timer = setTimeout(() => {
      end(new DomainError('TIMED_OUT', 'The audio was not decoded in time.'))
    }, timeoutMs)
    const abort = () => {
      end(cancelled())
    }
    signal?.addEventListener('abort', abort, { once: true })
    child.stdout.on('data', (piece: Buffer) => {
      length += piece.length
      if (length <= maxBytes) {
        pieces.push(piece)
        return
      }
      end(new DomainError('AUDIO_TOO_LONG', 'The audio is too long for its rate and number of channels.'))
    })
    child.stderr.on('data', (piece: Buffer) => {
      if (complaint.length < COMPLAINT_BYTES) complaint += piece.toString('utf8').slice(0, COMPLAINT_BYTES)
    })
    // It may end before it has read everything.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    const settle = (done: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      done()
    }
    child.on('error', (error) => {
      settle(() => {
        reject(error)
      })
    })
    child.on('close', (code) => {
      settle(() => {
        if (failure) reject(failure)
        else resolve({ stdout: Buffer.concat(pieces), complaint, code })
      })
    })
  })
}

function stop(child: ChildProcess): void {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
  child.once('close', () => {
    clearTimeout(timer)
  })
}

function cancelled(): DomainError {
  return new DomainError('CANCELLED', 'The analysis was cancelled.')
}
