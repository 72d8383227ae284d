import type { Finding } from '../data/finding.js';
import { someOf } from '../quoted.js';
import type { RunTiming } from '../recordings/bids/runTiming.js';
import { leftOut } from '../recordings/usableEvents.js';

const SHOWN = 5;

/** What one should know of runs as they were read, gathered so that it is said once of all of them. */
export class RunNotes {
  private readonly lacking = { name: new Map<string, number>(), onset: new Map<string, number>() };
  private readonly starts = new Map<number, string[]>();
  private readonly unknownStarts: string[] = [];
  private readonly others = new Set<string>();

  /** An event of a run that lacks what an event needs. */
  leftOut(run: string, lacks: 'name' | 'onset'): void {
    const counts = this.lacking[lacks];
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }

  /** When the time steps of a run are. */
  timed(run: string, { startTime, isStartUnknown }: RunTiming): void {
    if (isStartUnknown) this.unknownStarts.push(run);
    if (!startTime) return;
    const known = this.starts.get(startTime);
    if (known) known.push(run);
    else this.starts.set(startTime, [run]);
  }

  /** What is not of one run. */
  add(note: string): void {
    this.others.add(note);
  }

  findings(): Finding[] {
    const notes = [...this.others];
    for (const [start, runs] of this.starts) {
      notes.push(
        `the first time step is at ${start} s (StartTime of the sidecar), and events are counted from there: ${someOf(runs, SHOWN)}`,
      );
    }
    if (this.unknownStarts.length > 0) {
      notes.push(
        `slices were brought to one time, but no StartTime says to which, so that events may be late by up to a time step: ${someOf(this.unknownStarts, SHOWN)}`,
      );
    }
    return [
      ...notes.map((what): Finding => ({ level: 'note', what })),
      ...leftOut(this.lacking.name, 'have no name'),
      ...leftOut(this.lacking.onset, 'have no onset'),
    ];
  }
}
