import { reportStyle } from '../../report/styles.js';

/**
 * The style of a poster: that of a report in one column; from 1400 pixels panels flow through three columns of even length, through more
 * on a wider page, between those that go all the way across. Paper decides like a screen of its width.
 */
export const posterStyle = `${reportStyle}
.uv-unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.uv-plain{color:var(--series-0)}
.uv-attending{color:var(--series-3)}
header h1,.uv-masthead{max-width:none}
.uv-authors{margin:1rem 0 0;max-width:none;color:var(--muted);font-size:.9rem}
.uv-authors code{font:.95em ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}
.uv-reduced{margin:1.25rem 0 0;padding:.6rem .9rem;border-left:3px solid var(--series-4);background:var(--panel);font-size:.9rem}
.uv-highlights-heading{margin:2.25rem 0 0;font:600 .95rem/1.4 -apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;max-width:none}
.uv-highlights{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(11.5rem,100%),1fr));column-gap:2rem;max-width:none;margin-top:.6rem}
.uv-highlight{display:grid;grid-row:span 3;grid-template-rows:subgrid;row-gap:0;align-content:start;margin-bottom:1.25rem;padding-top:.7rem;border-top:2px solid var(--ink)}
.uv-highlight p{margin:0}
.uv-highlight-term{font-size:.85rem;line-height:1.35}
.uv-highlight-values{padding:.35rem 0 .2rem;font:700 clamp(1.6rem,2.6vw,2.1rem)/1.1 Charter,'Bitstream Charter','Iowan Old Style','Source Serif 4',Georgia,'Liberation Serif',serif;font-variant-numeric:tabular-nums lining-nums;white-space:nowrap}
.uv-highlight-values small{font-size:.55em;font-weight:400;color:var(--muted)}
.uv-to{margin:0 .3em;color:var(--muted);font-weight:400}
.uv-highlight-beside{color:var(--muted);font-size:.8rem;line-height:1.4}
.uv-poster section{min-width:0;margin:2.5rem 0 0;padding-top:1rem;border-top:2px solid var(--ink)}
.uv-poster h2{margin-bottom:.6rem;font-size:1.45rem;break-inside:avoid;break-after:avoid}
.uv-poster .uv-says{max-width:none;font-family:Charter,'Bitstream Charter','Iowan Old Style','Source Serif 4',Georgia,'Liberation Serif',serif;font-size:1.02rem;line-height:1.5}
.uv-blocks,.uv-wide{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(21rem,100%),1fr));gap:1.75rem 2.5rem;align-items:start}
.uv-wide{grid-template-columns:minmax(0,1fr)}
.uv-blocks>*,.uv-wide>*{min-width:0;margin:0}
.uv-blocks>.uv-table,.uv-blocks>details,.uv-area-equations .uv-blocks>figure,.uv-area-moving .uv-blocks>figure,.uv-area-digits .uv-blocks>figure:first-child{grid-column:1/-1}
.uv-poster .uv-svg{width:100%}
.uv-poster .uv-phone{max-width:none}
.uv-poster figcaption,.uv-poster .uv-columns{max-width:none}
.uv-strip .uv-panels{grid-template-columns:repeat(var(--columns),minmax(0,1fr));gap:.25rem .4rem}
.uv-strip .uv-panels>div:empty{display:none}
.uv-strip .uv-row-label{grid-column:1/-1;margin-top:.3rem}
.uv-strip .uv-legend{grid-column:span 3}
.uv-area-moving .uv-legend{grid-column:span 2}
.uv-strip .uv-panels p{font-size:.7rem}
.uv-area-made .uv-blocks{display:block}
.uv-area-regions .uv-under{flex-wrap:wrap}
.uv-area-regions .uv-under :nth-child(2){order:1;flex-basis:100%;text-align:center}
.uv-facts{display:block;columns:22rem;column-gap:2.5rem;font-size:.85rem;line-height:1.45}
.uv-facts div{break-inside:avoid;grid-template-columns:minmax(5rem,9rem) minmax(0,1fr)}
.uv-area-made .uv-facts{margin-bottom:1.5rem}
footer{margin:2rem 0;padding-top:0;border-top:2px solid var(--ink)}
.uv-poster th{white-space:normal}
.uv-poster td,.uv-poster th{padding:.28em .35em}
.uv-poster tr>[scope=row]{min-width:6rem}
.uv-poster td .uv-beside{min-width:2.6em}
.uv-area-moving td .uv-beside{display:block;text-align:right}
.uv-area-table .uv-table{container-type:inline-size}
.uv-poster table{font-size:.85rem}
.uv-area-table table{font-size:max(.7rem,min(.85rem,100cqi/54))}
.uv-poster tr>:first-child{padding-left:0}
.uv-poster .uv-chance tr>:first-child{padding-left:.5rem}
.uv-poster .uv-group th{padding-top:.9rem}
.uv-poster .uv-chance-heading{display:none}
@media (min-width:1400px){
html{font-size:clamp(16px,.55vw + 7.5px,22px)}
body{max-width:none;padding:0 clamp(2rem,2.8vw,6rem)}
header{padding-top:3rem}
nav{display:none}
.uv-masthead{display:grid;grid-template-columns:minmax(0,1.1fr) minmax(0,1fr);gap:0 clamp(2.5rem,5vw,8rem);align-items:start}
h1{font-size:clamp(2.6rem,2.9vw,8rem)}
.uv-lead{margin-top:0;font-size:1.15rem}
.uv-highlights{grid-template-columns:repeat(4,minmax(0,1fr))}
.uv-poster{margin-top:2.5rem;columns:3;column-gap:clamp(2rem,2.4vw,4rem)}
.uv-poster section{margin:0 0 2.5rem}
.uv-poster .uv-area-table,.uv-poster .uv-area-brain,.uv-poster .uv-area-made{column-span:all;margin-top:1rem}
.uv-area-table .uv-says{columns:2;column-gap:clamp(2rem,2.4vw,4rem)}
.uv-area-table .uv-blocks{grid-template-columns:repeat(2,minmax(0,1fr))}
.uv-area-table .uv-blocks>.uv-table{grid-column:auto}
.uv-wide{grid-template-columns:minmax(0,5fr) minmax(0,3fr)}
.uv-poster section:not(.uv-area-table)>.uv-blocks{display:block}
.uv-poster section:not(.uv-area-table)>.uv-blocks>*{margin:0 0 1.75rem}
.uv-poster p,.uv-poster figure,.uv-poster figcaption,.uv-poster .uv-equations-part{break-inside:avoid}
.uv-poster .uv-says{break-after:avoid}
.uv-poster figure:has(.uv-grid-of-figures),.uv-poster figure:has(.uv-equations){break-inside:auto}
.uv-grid-of-figures{display:block}
.uv-grid-of-figures>div{margin-bottom:1.75rem;break-inside:avoid}
figcaption{break-before:avoid}
}
@media (min-width:1900px){
.uv-poster{columns:4}
}
@media (min-width:2800px){
.uv-poster{columns:5}
.uv-area-table .uv-blocks{grid-template-columns:repeat(4,minmax(0,1fr))}
}
/* A0: all of it on one page. */
@media print and (min-width:2800px){
html{font-size:14.5px}
h1{font-size:4.2rem}
header{display:grid;grid-template-columns:minmax(0,1.1fr) minmax(0,1fr);gap:0 clamp(2rem,2.4vw,4rem);padding-top:1.5rem}
.uv-masthead{grid-row:span 2}
.uv-highlights-heading{margin-top:0}
.uv-highlights{align-content:start}
.uv-poster{columns:8;column-gap:2rem}
.uv-poster section{margin-bottom:1.5rem}
.uv-poster .uv-area-table,.uv-poster .uv-area-brain{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,5fr);grid-template-rows:auto 1fr;gap:0 2.2rem}
.uv-area-table .uv-says{columns:auto}
.uv-area-table .uv-blocks,.uv-area-brain .uv-wide{grid-area:1/2/3/3}
.uv-area-table .uv-blocks{grid-template-columns:repeat(4,minmax(0,1fr))}
.uv-area-made .uv-facts{font-size:.75rem;margin:0}
footer{margin:0}
footer .uv-facts{font-size:.75rem;margin:.5rem 0 0}
}
@media print and (min-width:4000px){
html{font-size:12px}
.uv-poster{columns:13;column-gap:1.6rem}
.uv-poster .uv-area-brain{grid-template-columns:minmax(0,1fr) minmax(0,.9fr)}
}
@media print{
body{font-size:1rem}
.uv-poster details{display:none}
}
@media print and (max-width:1399px){
html{font-size:9.5pt}
.uv-poster section{margin-top:1.5rem}
.uv-poster table{font-size:.75rem}
.uv-poster td,.uv-poster th{padding:.2rem .3rem}
}
`;
