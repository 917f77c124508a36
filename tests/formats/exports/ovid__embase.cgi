<1. >
VN  - Ovid Technologies
DB  - Embase
AN  - 2011111111
PM  - 29900001 [https://www.ncbi.nlm.nih.gov/pubmed/?term=29900001]
ST  - Embase
AU  - Ask A.
AU  - Bru B.
TI  - Milk and bones
SO  - Invented Nutrition. 10 (2) (pp 100-110), 2018. Date of Publication: 01 Feb 2018.
AB  - Milk is good for bones.
KW  - milk
DO  - https://dx.doi.org/10.5555/in.10.100
LG  - English
PT  - Article
YR  - 2018

<2. >
VN  - Ovid Technologies
DB  - Embase
AN  - 2022222222
AU  - Cox C.
TI  - Curd
SO  - Invented Nutrition. Conference: Annual meeting of curds. Nowhere. 11 (SUPPL 1) (pp S5), 2019. 
YR  - 2019
