import { seriesColours } from './figures/colour.js';
import { themeStyle } from './theme.js';

const series = seriesColours
  .map((_, slot) => `.uv-line-${slot}{stroke:var(--series-${slot})}.uv-fill-${slot}{fill:var(--series-${slot})}`)
  .join('\n');

/**
 * What figures need of a page that shows them, besides `themeStyle`: their colours, and the layout of small
 * multiples.
 */
const figureStyle = `
.uv-svg{display:block;max-width:100%;height:auto;overflow:visible}
.uv-panels .uv-svg{width:100%}
.uv-ink{fill:var(--ink)}
.uv-muted{fill:var(--muted)}
.uv-axis,.uv-frame{stroke:var(--axis)}
.uv-grid{stroke:var(--rule)}
.uv-line-reference{stroke:var(--muted)}
.uv-fill-reference{fill:var(--muted)}
.uv-span{fill:var(--muted)}
.uv-missing{fill:var(--missing)}
${series}
.uv-panels{display:grid;gap:.35rem clamp(.4rem,2vw,1.25rem);font-size:.8rem;line-height:1.3;font-variant-numeric:tabular-nums}
.uv-panels strong{display:block;color:var(--ink);font-weight:600}
.uv-panels p{margin:.1rem 0 0;text-align:center;color:var(--muted)}
.uv-column-label{align-self:end;text-align:center;color:var(--muted);overflow-wrap:anywhere}
.uv-time-x{grid-template-columns:1.1rem repeat(var(--columns),minmax(0,1fr));column-gap:clamp(.4rem,2vw,1.25rem)}
.uv-time-x .uv-row-label{grid-column:1/-1;margin-top:.75rem;padding-top:.5rem;border-top:1px solid var(--rule);font-weight:600}
.uv-time-y{grid-template-columns:auto repeat(var(--columns),minmax(0,1fr))}
.uv-time-y .uv-row-label{align-self:center;font-weight:600;padding-right:.25rem}
.uv-side,.uv-under,.uv-ends{display:flex;justify-content:space-between;color:var(--muted)}
.uv-side{writing-mode:vertical-rl;margin-bottom:2.7em}
.uv-under{margin-top:.2rem}
.uv-legend{color:var(--muted);text-align:center;margin-top:.6rem;min-width:0}
.uv-legend img{display:block;width:100%;height:.5rem;border-radius:1px}
.uv-key{margin:.75rem 0 0;font-size:.8rem;color:var(--muted)}
.uv-outline{display:inline-block;margin-right:.4rem;vertical-align:-.05em;width:.85rem;height:.65rem;border:1.5px solid #fff;outline:1px solid #14171b;box-shadow:inset 0 0 0 1px #14171b}
@media (max-width:560px){.uv-under{flex-wrap:wrap}.uv-under :nth-child(2){order:1;flex-basis:100%;text-align:center}.uv-panels{font-size:.7rem}}
`;

/** What formulas and the equations of two models beside each other need; below each other where there is no room. */
const equationStyle = `
math{font-family:'STIX Two Math','Cambria Math','Latin Modern Math','DejaVu Math TeX Gyre',math,serif}
.uv-formula{padding:.14em 0;line-height:1.3;white-space:nowrap}
.uv-continued{padding-left:2.2em}
mfrac{margin-inline:.14em}
.uv-marked{color:var(--accent);fill:currentColor}
.uv-equations{container-type:inline-size}
.uv-equations-head,.uv-equations-part{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.1rem 2rem}
.uv-equations-head{padding-bottom:.6rem}
.uv-equations-part{padding:.7rem 0 .8rem;border-top:1px solid var(--rule)}
.uv-equations-part h3{grid-column:1/-1;margin:0;color:var(--muted);font-size:.8rem;line-height:1.5;font-weight:400}
.uv-equations-side{overflow-x:auto;overflow-y:hidden;scrollbar-width:thin}
.uv-equations-side strong{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.uv-equations-note{margin:.4rem 0 0;color:var(--muted);font-size:.875rem;line-height:1.5}
@container (max-width:36rem){
.uv-equations-head{display:none}
.uv-equations-part{grid-template-columns:minmax(0,1fr);row-gap:.4rem}
.uv-equations-side strong{position:static;width:auto;height:auto;clip-path:none;font-size:.8rem}
}
`;

/** The whole style of a report: one column to read, wider figures, tables that scroll by themselves, and paper. */
export const reportStyle = `${themeStyle}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:0 1.25rem;max-width:58rem;background:var(--paper);color:var(--ink);font:1rem/1.6 -apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}
h1,h2,.uv-lead{font-family:Charter,'Bitstream Charter','Iowan Old Style','Source Serif 4',Georgia,'Liberation Serif',serif}
header,main>section{max-width:100%}
header>*,section>p{max-width:45rem}
header{padding:clamp(2.5rem,7vw,5rem) 0 0}
.uv-eyebrow{margin:0 0 .75rem;color:var(--muted);font-size:.8rem;letter-spacing:.08em;text-transform:uppercase}
h1{margin:0;font-size:clamp(1.9rem,5vw,2.9rem);line-height:1.12;font-weight:700;letter-spacing:-.01em;text-wrap:balance;overflow-wrap:anywhere}
.uv-lead{margin:1.25rem 0 0;font-size:clamp(1.1rem,2.4vw,1.3rem);line-height:1.5}
nav{margin-top:2rem;font-size:.9rem}
nav ol{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:0;padding:0;list-style:none}
a{color:var(--accent);text-underline-offset:.2em;text-decoration-thickness:1px}
section{margin-top:3.5rem;padding-top:1.75rem;border-top:1px solid var(--rule)}
h2{margin:0 0 1rem;font-size:1.6rem;line-height:1.25;text-wrap:balance;overflow-wrap:anywhere}
p{margin:0 0 1rem;overflow-wrap:break-word}
figure{margin:2rem 0}
.uv-word{white-space:nowrap}
figcaption,.uv-columns{margin-top:.9rem;max-width:45rem;color:var(--muted);font-size:.875rem;line-height:1.5}
.uv-grid-of-figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:2rem 2.5rem;align-items:start}
.uv-phone{display:none;max-width:27rem}
.uv-phone .uv-svg{width:100%}
@media (max-width:560px){.uv-page{display:none}.uv-phone{display:block}}
${figureStyle}${equationStyle}
.uv-scroll{overflow-x:auto;max-width:100%;scrollbar-width:thin}
.uv-scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.9rem;line-height:1.35;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:.75rem}
caption span,tr>[scope=rowgroup] span{position:sticky;left:0;display:inline-block;max-width:min(45rem,calc(100vw - 2.5rem))}
caption span{font-weight:600}
th,td{padding:.45rem .6rem;vertical-align:top;border-bottom:1px solid var(--rule);white-space:nowrap;text-align:left;font-weight:400}
thead th{vertical-align:bottom;border-bottom:1.5px solid var(--ink);font-weight:600}
.uv-right{text-align:right}
tr>:first-child{position:sticky;left:0;background:var(--paper);padding-left:0;z-index:1}
tr>[scope=row]{white-space:normal;min-width:9rem;max-width:18rem;font-weight:500;overflow-wrap:anywhere}
tr>[scope=rowgroup]{position:static;white-space:normal}
.uv-group th{padding-top:1.4rem;font-weight:600;border-bottom-color:var(--axis)}
td small,th small{display:block;color:var(--muted);font-size:.75rem;font-weight:400}
td .uv-beside{display:inline-block;min-width:2.9em;text-align:left}
.uv-better{color:var(--muted);font-weight:400}
.uv-chance th,.uv-chance td{background:var(--panel);color:var(--muted)}
.uv-chance tr>:first-child{background:var(--panel);padding-left:.6rem}
.uv-chance-heading th{padding-top:.6rem;font-size:.75rem;font-weight:600;letter-spacing:.03em}
.uv-chance-heading th span{left:.6rem}
.uv-columns,.uv-facts{display:grid;gap:.3rem}
.uv-columns div{display:flex;gap:.6rem}
.uv-columns dt{flex:0 0 6.5rem;color:var(--ink)}
dd{margin:0;overflow-wrap:anywhere}
.uv-facts{grid-template-columns:minmax(0,1fr);margin:1.5rem 0;font-size:.9rem}
.uv-facts div{display:grid;grid-template-columns:minmax(7rem,13rem) minmax(0,1fr);gap:.25rem 1rem;padding:.3rem 0;border-bottom:1px solid var(--rule)}
.uv-facts dt{color:var(--muted);overflow-wrap:anywhere}
.uv-facts dd{font-variant-numeric:tabular-nums}
pre{margin:0;padding:.9rem 1rem;white-space:pre-wrap;overflow-wrap:anywhere;background:var(--panel);border-radius:6px;font:.85rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace}
details{margin:1.5rem 0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);padding:.6rem 0}
summary{cursor:pointer;font-weight:600}
footer{margin:4rem 0 3rem;padding-top:1rem;border-top:1px solid var(--rule);color:var(--muted)}
@media (max-width:560px){tr>[scope=row],thead th:first-child{min-width:7.5rem;max-width:40vw}.uv-facts div{grid-template-columns:10rem minmax(0,1fr)}}
@media print{
body{max-width:none;padding:0;font-size:10pt}
header{padding-top:0}
nav{display:none}
figure,tr,.uv-panels>div,.uv-facts div{break-inside:avoid}
h2{break-after:avoid}
section{margin-top:1.5rem;padding-top:1rem}
.uv-scroll{overflow:visible}
tr>:first-child{position:static}
details::details-content{content-visibility:visible;block-size:auto}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;
