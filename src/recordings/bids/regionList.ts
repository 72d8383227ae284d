/** A region as a file has it. */
export interface NamedRegion {
  readonly number: number;
  readonly name: string;
  /** The place in the file, for errors. */
  readonly where: string;
}

/** What a file says of regions. */
export interface RegionList {
  readonly regions: readonly NamedRegion[];
  /** What their numbers are: written beside the names, the count of rows that a program wrote there, or not in the file at all. */
  readonly numbers: 'told' | 'counted' | 'none';
}
