export { openSession } from '../collab/connection.ts'
