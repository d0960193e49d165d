/** The finest zoom that tiles are made for; further in, the map stretches these. */
export const landMaxZoom = 6
