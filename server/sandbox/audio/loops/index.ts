import classical from './classical.adts'
import house from './house.adts'
import indieRock from './indie-rock.adts'
import jazz from './jazz.adts'
import loFiBeats from './lo-fi-beats.adts'
import techno from './techno.adts'

/**
 * Six loops of two to four beats that the sandbox's own previews were cut from, as AAC-LC, mono, 22,050 Hz, about
 * 21 kbit/s, in ADTS frames: nothing here encodes AAC. FFmpeg 5.1 did, once, of each loop played three times
 * (`-c:a aac -aac_pns 0 -b:a 20k -f adts`); kept is the second round, so that the last frame leads into the first.
 */
export const AAC_LOOPS = [classical, loFiBeats, jazz, indieRock, house, techno]
