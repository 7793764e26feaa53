/** Word lists for invented names. Surnames are built from syllables so that they belong to nobody. */
const list = (text: string): readonly string[] => text.trim().split(/\s+/)
const lines = (text: string): readonly string[] => text.split('|').map((line) => line.trim())

export const GIVEN = list(`
  Ilva Maren Tove Anselm Oriol Kaito Noor Zadie Béla Søren Inés Thérèse Lucía Emre Ayşe Håkon Mirela Davor
  Piotr Amaka Kofi Thandi Rafaël Élodie Siobhán Ondřej Yuna Tariq Leocadia Bastian Ottilie Percival Winona
  Calloway Juniper Ambrose Delphine Esme Fintan Greta Hollis Imogen Jorah Katya Leopold Marguerite Nikolai
  Odessa Phaedra Quill Rosalind Stellan Tamsin Ulrich Verity Wilhelmina Xiomara Yevgenia Zoltan Águeda`)
export const SURNAME_HEADS = list(`
  Vand Tor Kel Bru Hal Mor Ost Lin Far Gre Sol Tar Wen Dra Fel Jor Kar Lum Nor Pel Quar Ren Sta Thal Ulm Ver
  Wil Yar Zel Ash Bel Cor Dun Ek Fro Gal Hes Isk Jan Kol`)
export const SURNAME_TAILS = list(`
  osk erin ava holt wick mande ström berry gaard elli ánd iero owska aki moor ette undsen ford eaux ingale
  anov hurst escu inho etti ander olski iaga uya ondo quist well adze okoro imura essa ardt élan`)
export const ADJECTIVES = list(`
  Copper Hollow Amber Velvet Paper Crooked Silver Distant Quiet Broken Crimson Lunar Wooden Northern Gentle
  Electric Salted Hidden Frozen Golden Restless Feral Tidal Ivory Cobalt Borrowed Sleeping Burning Plastic
  Second Honest Faded Marble Endless Secret Sunken Lucky Rusted Violet Tender Weightless Careless Holy`)
export const NOUNS = list(`
  Meridian Lantern Harbour Orchard Signal Compass Thistle Anthem Furnace Satellite Ember Window Glacier Mirror
  Cathedral Sparrow Engine Ribbon Station Feather Avenue Monsoon Precedence Island Static Telescope Wolf Garden
  Railway Cinder Pillow Horizon Lighthouse Comet Saddle Kettle Anchor Meadow Circus Domino Parade Almanac
  Aquarium Ballroom Carousel Dynamo Elevator Fjord Gondola Hourglass`)
export const PLURALS = list(`
  Lanterns Harbours Thistles Furnaces Satellites Embers Sparrows Engines Ribbons Wolves Gardens Comets Anchors
  Meadows Dominoes Almanacs Foxes Tides Postcards Matches Shadows Machines Strangers Rivers Pilots Vandals
  Cosmonauts Weathermen Beekeepers Cartographers Understudies Locksmiths Nomads Gardeners`)
export const PLACES = list(`
  Lisbon Reykjavík Valparaíso Tbilisi Marseille Kyoto Detroit Malmö Accra Oaxaca Trieste Québec Nairobi Kraków
  Zürich Cádiz Glasgow Hanoi Bahía Montréal`)
export const TIMES = list(
  'Midnight Sunday Morning Tuesday October Dusk Winter July Noon Daybreak Friday Tomorrow',
)
export const GERUNDS = list(`
  Running Falling Waiting Dancing Leaving Burning Drifting Calling Hiding Driving Breathing Counting Holding
  Sleepwalking Forgetting Circling Unfolding`)
export const SPANISH = list(`
  corazón noche luna fuego playa sueño verano cielo calle lluvia espejo camino madrugada ceniza azúcar volcán
  niña tormenta ventana canción jardín limón`)
export const FRENCH = list(`
  brume rivière mémoire été forêt nuit soleil pluie café étoile valse lumière hiver promenade fenêtre cendre`)
export const TOKYO = list('夜 雨 電車 夏 猫 窓 月 海 記憶 喫茶店 夕焼け 屋上 コンビニ 自転車')
export const FORMS = list(
  'Nocturne Prélude Étude Sonata Fantasia Rondo Intermezzo Bagatelle Impromptu Sarabande Elegy',
)
export const MOVEMENTS = lines(
  'I. Allegro | II. Andante cantabile | III. Adagio | IV. Presto | I. Moderato | II. Largo',
)
export const ENSEMBLES = list(
  'Quartet Trio Philharmonia Sinfonietta Collective Orchestra Quintet Chamberists Octet',
)
export const MACHINES = list(`
  Voltaven Kestrion Oxalane Mirrowave Subtidal Polarix Nullgarden Ferroglow Quantafern Basskiln Hexamoor
  Lowkyte Drumlark Ozonia Tapeloom Vantablue Cirquel Phasewell`)
