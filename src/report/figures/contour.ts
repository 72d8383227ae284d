import type { Raster } from './raster.js';

/**
 * The outline of the cells of a raster that are not zero, as SVG path data in cell units (a cell is 1 wide and 1
 * high): one closed loop for each boundary, holes included, with corners only where it turns.
 */
export function outlinePath(mask: Raster): string {
  const { columns, rows, values } = mask;
  const inside = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < columns && row < rows && values[row * columns + column] > 0;

  // Directed edges with the inside on their right, by the corner where they begin.
  const edges = new Map<number, number[]>();
  const width = columns + 1;
  const addEdge = (from: number, to: number) => {
    const list = edges.get(from);
    if (list) list.push(to);
    else edges.set(from, [to]);
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!inside(column, row)) continue;
      const corner = row * width + column;
      if (!inside(column, row - 1)) addEdge(corner, corner + 1);
      if (!inside(column + 1, row)) addEdge(corner + 1, corner + 1 + width);
      if (!inside(column, row + 1)) addEdge(corner + 1 + width, corner + width);
      if (!inside(column - 1, row)) addEdge(corner + width, corner);
    }
  }

  let path = '';
  for (const start of edges.keys()) {
    while (edges.get(start)?.length) path += loopFrom(start, edges, width);
  }
  return path;
}

function loopFrom(start: number, edges: Map<number, number[]>, width: number): string {
  const corners: number[] = [];
  let corner = start;
  let heading = 0;
  do {
    const next = takeEdge(edges, corner, heading, width);
    const direction = next - corner;
    if (direction !== heading) corners.push(corner);
    heading = direction;
    corner = next;
  } while (corner !== start);
  return `M${corners.map((index) => `${index % width},${Math.floor(index / width)}`).join('L')}Z`;
}

/** Where cells touch at a corner only, two edges begin there; turning right keeps to the same cell. */
function takeEdge(edges: Map<number, number[]>, corner: number, heading: number, width: number): number {
  const list = edges.get(corner) as number[];
  const rightTurn: Record<number, number> = { 1: width, [width]: -1, [-1]: -width, [-width]: 1 };
  const right = list.indexOf(corner + (rightTurn[heading] ?? 0));
  return list.splice(Math.max(right, 0), 1)[0];
}
