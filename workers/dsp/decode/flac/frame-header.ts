import type { StreamInfo } from './stream-info'

export type FlacHeader = {
  bytes: number
  samples: number
  /** Position of the first sample in the stream. */
  position: number
}

const BLOCKS = [0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768]
const RATES = [0, 88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000]
const LONGEST = 16

const CRC8 = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ ((crc & 0x80) === 0 ? 0 : 0x07)
  return crc & 0xff
})

/** The frame header at `at`, its checksum right and of this stream (RFC 9639, 9.1); null where there is none. */
export function readFrameHeader(bytes: Uint8Array, at: number, info: StreamInfo): FlacHeader | null {
  if (bytes[at] !== 0xff || ((bytes[at + 1] ?? 0) & 0xfe) !== 0xf8) return null
  const head = bytes.subarray(at, at + LONGEST)
  const [, b1 = 0, b2 = 0, b3 = 0] = head
  const [blockCode, rateCode, channelCode] = [b2 >> 4, b2 & 15, b3 >> 4]
  if (blockCode === 0 || rateCode === 15 || channelCode > 10 || (b3 & 1) === 1) return null
  const channels = channelCode < 8 ? channelCode + 1 : 2
  if (channels !== info.channels) return null
  const number = readCodedNumber(head, 4)
  if (!number) return null
  let end = number.end
  const take = (count: number) => {
    let value = 0
    for (let i = 0; i < count; i++) value = value * 256 + (head[end++] ?? 0)
    return value
  }
  const samples = blockCode === 6 ? take(1) + 1 : blockCode === 7 ? take(2) + 1 : (BLOCKS[blockCode] ?? 0)
  const rate =
    rateCode === 0
      ? info.sampleRate
      : rateCode === 12
        ? take(1) * 1000
        : rateCode === 13
          ? take(2)
          : rateCode === 14
            ? take(2) * 10
            : (RATES[rateCode] ?? 0)
  if (rate !== info.sampleRate || end >= head.length) return null
  if (head.subarray(0, end).reduce((crc, byte) => CRC8[crc ^ byte] ?? 0, 0) !== head[end]) return null
  const isVariable = (b1 & 1) === 1
  return { bytes: end + 1, samples, position: isVariable ? number.value : number.value * info.maxBlock }
}

/** A number in the manner of UTF-8, up to 36 bits. */
function readCodedNumber(head: Uint8Array, at: number): { value: number; end: number } | null {
  const first = head[at] ?? 0xff
  const leading = Math.clz32(~(first << 24))
  if (leading === 1 || leading > 7) return null
  let value = first & (0x7f >> leading)
  const end = at + Math.max(1, leading)
  for (let i = at + 1; i < end; i++) {
    const byte = head[i] ?? 0
    if ((byte & 0xc0) !== 0x80) return null
    value = value * 64 + (byte & 0x3f)
  }
  return { value, end }
}
