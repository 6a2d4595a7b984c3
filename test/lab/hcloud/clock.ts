/** The clock of every stand-in, under the name by which tests of the cloud provider know it. */

export {
  createManualClock,
  createRealClock,
  type LabClock,
  type ManualClock,
} from '../stand-in/clock.ts';
