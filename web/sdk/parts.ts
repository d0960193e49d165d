/** What is fetched only where it is needed: a map is twenty times all the rest. */
export const liveView = () => import('./live-view.ts')
export const collabSocket = () => import('./collab-socket.ts')
