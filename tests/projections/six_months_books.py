"""The books of `six_months`, worked out by hand: each entry, and the balances at each month's end.

An entry is its accounting date and what it is, then its lines: account and amount, debits positive.
Each month's column is the end of January to June 2026.
"""

from __future__ import annotations

__all__ = ["BALANCES", "ENTRIES", "FIGURES", "ROLL_FORWARD"]

ENTRIES = """\
2026-01-10 DuesBilled period 1 (199.00 + tax 14.93) and enrollment fee 48.00
  Assets:Receivable:Dues 261.93
  Assets:Receivable:Unearned -261.93
2026-01-10 Charge ch_1 settles what was owed
  Assets:Receivable:Unearned 261.93
  Assets:Receivable:Dues -261.93
2026-01-10 Charged ch_1 261.93
  Assets:Processor:Clearing:Charges 261.93
  Liabilities:Deferred:Facial -143.28
  Liabilities:Deferred:Credit -39.80
  Liabilities:Deferred:Access -15.92
  Liabilities:Deferred:Enrollment -48.00
  Liabilities:Tax:Collected -14.93
2026-01-20 Redeemed credit 20.00 (lot 1)
  Liabilities:Deferred:Credit 15.92
  Income:Dues:Credit -15.92
2026-01-31 Time revenue, days over before 2026-02-01
  Liabilities:Deferred:Access 11.30
  Liabilities:Deferred:Enrollment 11.73
  Income:Dues:Access -11.30
  Income:Fees:Enrollment -11.73
2026-02-09 Time revenue, days over before 2026-02-10
  Liabilities:Deferred:Access 4.62
  Liabilities:Deferred:Enrollment 4.80
  Income:Dues:Access -4.62
  Income:Fees:Enrollment -4.80
2026-02-09 Lapsed credit 30.00 (lot 1, expires 02-10)
  Liabilities:Deferred:Credit 23.88
  Income:Breakage -23.88
2026-02-10 DuesBilled period 2 (card declines: ChargeFailed posts nothing)
  Assets:Receivable:Dues 213.93
  Assets:Receivable:Unearned -213.93
2026-02-13 LateFeeAssessed 10.00 (dunning step, 3 days)
  Assets:Receivable:Dues 10.00
  Assets:Receivable:Unearned -10.00
2026-02-13 Charge ch_3 settles what was owed
  Assets:Receivable:Unearned 223.93
  Assets:Receivable:Dues -223.93
2026-02-13 Charged ch_3 223.93 (retry)
  Assets:Processor:Clearing:Charges 223.93
  Liabilities:Deferred:Facial -143.28
  Liabilities:Deferred:Credit -39.80
  Liabilities:Deferred:Access -15.92
  Liabilities:Tax:Collected -14.93
  Income:Fees:Late -10.00
2026-02-13 Time revenue caught up at payment: 3 days of period 2
  Liabilities:Deferred:Access 1.71
  Income:Dues:Access -1.71
2026-02-20 Redeemed facial (lot 1, soonest expiry 03-10)
  Liabilities:Deferred:Facial 143.28
  Income:Dues:Facial -143.28
2026-02-28 Time revenue, days over before 2026-03-01
  Liabilities:Deferred:Enrollment 10.14
  Liabilities:Deferred:Access 9.09
  Income:Fees:Enrollment -10.14
  Income:Dues:Access -9.09
2026-03-08 Redeemed credit 15.00 performed 03-08 (recorded 03-12, lot 2)
  Liabilities:Deferred:Credit 11.94
  Income:Dues:Credit -11.94
2026-03-09 Time revenue, days over before 2026-03-10
  Liabilities:Deferred:Enrollment 4.80
  Liabilities:Deferred:Access 5.12
  Income:Fees:Enrollment -4.80
  Income:Dues:Access -5.12
2026-03-09 Lapsed credit 50.00 (lot 2, expires 03-10)
  Liabilities:Deferred:Credit 39.80
  Income:Breakage -39.80
2026-03-09 Lapse of lot 2 made 15.00 smaller (recorded 03-12)
  Income:Breakage 11.94
  Liabilities:Deferred:Credit -11.94
2026-03-10 DuesBilled period 3
  Assets:Receivable:Dues 213.93
  Assets:Receivable:Unearned -213.93
2026-03-10 Charge ch_4 settles what was owed
  Assets:Receivable:Unearned 213.93
  Assets:Receivable:Dues -213.93
2026-03-10 Charged ch_4 223.93: 10.00 too much becomes billing credit
  Assets:Processor:Clearing:Charges 223.93
  Liabilities:BillingCredit -10.00
  Liabilities:Deferred:Facial -143.28
  Liabilities:Deferred:Credit -39.80
  Liabilities:Deferred:Access -15.92
  Liabilities:Tax:Collected -14.93
2026-03-20 RedemptionReversed facial (lot 1)
  Income:Dues:Facial 143.28
  Liabilities:Deferred:Facial -143.28
2026-03-20 Lapsed facial (lot 1 expired 03-10; given back too late)
  Liabilities:Deferred:Facial 143.28
  Income:Breakage -143.28
2026-03-31 Time revenue, days over before 2026-04-01
  Liabilities:Deferred:Enrollment 11.73
  Liabilities:Deferred:Access 11.30
  Income:Fees:Enrollment -11.73
  Income:Dues:Access -11.30
2026-04-05 Redeemed facial (lot 2)
  Liabilities:Deferred:Facial 143.28
  Income:Dues:Facial -143.28
2026-04-09 Time revenue, days over before 2026-04-10
  Liabilities:Deferred:Enrollment 4.80
  Liabilities:Deferred:Access 4.62
  Income:Fees:Enrollment -4.80
  Income:Dues:Access -4.62
2026-04-09 Lapsed credit 50.00 (lot 3)
  Liabilities:Deferred:Credit 39.80
  Income:Breakage -39.80
2026-04-10 DuesBilled period 4
  Assets:Receivable:Dues 213.93
  Assets:Receivable:Unearned -213.93
2026-04-10 Billing credit 10.00 and charge ch_5 settle what was owed
  Assets:Receivable:Unearned 213.93
  Assets:Receivable:Dues -213.93
2026-04-10 Charged ch_5 203.93; billing credit 10.00 used
  Assets:Processor:Clearing:Charges 203.93
  Liabilities:BillingCredit 10.00
  Liabilities:Deferred:Facial -143.28
  Liabilities:Deferred:Credit -39.80
  Liabilities:Deferred:Access -15.92
  Liabilities:Tax:Collected -14.93
2026-04-20 Upgraded to radiance by day: 199.33 - 132.67 = 66.66, tax 5.00
  Assets:Receivable:Dues 71.66
  Assets:Receivable:Unearned -71.66
2026-04-20 Charge ch_6 settles what was owed
  Assets:Receivable:Unearned 71.66
  Assets:Receivable:Dues -71.66
2026-04-20 Charged ch_6 71.66
  Assets:Processor:Clearing:Charges 71.66
  Liabilities:Deferred:Botox-Units -66.66
  Liabilities:Tax:Collected -5.00
2026-04-25 Redeemed 3 botox units (upgrade lot)
  Liabilities:Deferred:Botox-Units 20.00
  Income:Dues:Botox-Units -20.00
2026-04-28 Redeemed facial (lot 3)
  Liabilities:Deferred:Facial 143.28
  Income:Dues:Facial -143.28
2026-04-30 Time revenue, days over before 2026-05-01
  Liabilities:Deferred:Access 11.14
  Income:Dues:Access -11.14
2026-05-19 Time revenue, days over before 2026-05-20
  Liabilities:Deferred:Access 4.78
  Income:Dues:Access -4.78
2026-05-19 Lapsed credit 50.00 (lot 4) and 7 botox units (upgrade lot)
  Liabilities:Deferred:Credit 39.80
  Liabilities:Deferred:Botox-Units 46.66
  Income:Breakage -86.46
2026-05-20 DuesBilled period 5 (radiance 299.00 + tax 22.43)
  Assets:Receivable:Dues 321.43
  Assets:Receivable:Unearned -321.43
2026-05-20 Charge ch_7 settles what was owed
  Assets:Receivable:Unearned 321.43
  Assets:Receivable:Dues -321.43
2026-05-20 Charged ch_7 321.43
  Assets:Processor:Clearing:Charges 321.43
  Liabilities:Deferred:Facial -145.46
  Liabilities:Deferred:Credit -40.41
  Liabilities:Deferred:Botox-Units -96.97
  Liabilities:Deferred:Access -16.16
  Liabilities:Tax:Collected -22.43
2026-05-22 Redeemed facial (lot 4)
  Liabilities:Deferred:Facial 143.28
  Income:Dues:Facial -143.28
2026-05-24 Time revenue before the refund (5 days of period 5)
  Liabilities:Deferred:Access 2.61
  Income:Dues:Access -2.61
2026-05-25 Refunded 50.00 of ch_7 (tax 3.49): deferred first, pro rata
  Liabilities:Deferred:Facial 22.82
  Liabilities:Deferred:Credit 6.34
  Liabilities:Deferred:Botox-Units 15.22
  Liabilities:Deferred:Access 2.13
  Liabilities:Tax:Refunded 3.49
  Assets:Processor:Clearing:Refunds -50.00
2026-05-28 Disputed ch_6 71.66 (opened)
  Assets:Receivable:Disputed 71.66
  Assets:Processor:Clearing:Disputes -71.66
2026-05-30 Redeemed credit 25.00 (lot 5)
  Liabilities:Deferred:Credit 17.04
  Income:Dues:Credit -17.04
2026-05-31 Time revenue, days over before 2026-06-01
  Liabilities:Deferred:Access 3.07
  Income:Dues:Access -3.07
2026-06-01 Charged ch_8 30.00 with nothing owed: billing credit
  Assets:Processor:Clearing:Charges 30.00
  Liabilities:BillingCredit -30.00
2026-06-12 Dispute of ch_6 closed: lost (claim taken down)
  Assets:Processor:Clearing:Disputes 71.66
  Assets:Receivable:Disputed -71.66
2026-06-12 Dispute of ch_6 lost: counts as refund
  Income:Dues:Botox-Units 20.00
  Income:Breakage 46.66
  Liabilities:Tax:Refunded 5.00
  Assets:Processor:Clearing:Refunds -71.66
2026-06-19 Time revenue, days over before 2026-06-20
  Liabilities:Deferred:Access 8.35
  Income:Dues:Access -8.35
2026-06-19 Cancelled, effective 06-20: facial, 25.00 credit, 10 botox units forfeited
  Liabilities:Deferred:Facial 122.64
  Liabilities:Deferred:Credit 17.03
  Liabilities:Deferred:Botox-Units 81.75
  Income:Breakage -221.42
2026-06-25 Refunded billing credit 30.00 (ch_8)
  Liabilities:BillingCredit 30.00
  Assets:Processor:Clearing:Refunds -30.00
"""

BALANCES = """\
Assets:Processor:Clearing:Charges 261.93 485.86 709.79 985.38 1306.81 1336.81
Assets:Processor:Clearing:Disputes 0 0 0 0 -71.66 0
Assets:Processor:Clearing:Refunds 0 0 0 0 -50.00 -151.66
Assets:Receivable:Disputed 0 0 0 0 71.66 0
Assets:Receivable:Dues 0 0 0 0 0 0
Assets:Receivable:Unearned 0 0 0 0 0 0
Liabilities:BillingCredit 0 0 -10.00 0 0 0
Liabilities:Deferred:Access -4.62 -5.12 -4.62 -4.78 -8.35 0
Liabilities:Deferred:Botox-Units 0 0 0 -46.66 -81.75 0
Liabilities:Deferred:Credit -23.88 -39.80 -39.80 -39.80 -17.03 0
Liabilities:Deferred:Enrollment -36.27 -21.33 -4.80 0 0 0
Liabilities:Deferred:Facial -143.28 -143.28 -286.56 -143.28 -122.64 0
Liabilities:Tax:Collected -14.93 -29.86 -44.79 -64.72 -87.15 -87.15
Liabilities:Tax:Refunded 0 0 0 0 3.49 8.49
Income:Breakage 0 -23.88 -195.02 -234.82 -321.28 -496.04
Income:Dues:Access -11.30 -26.72 -43.14 -58.90 -69.36 -77.71
Income:Dues:Botox-Units 0 0 0 -20.00 -20.00 0
Income:Dues:Credit -15.92 -15.92 -27.86 -27.86 -44.90 -44.90
Income:Dues:Facial 0 -143.28 0 -286.56 -429.84 -429.84
Income:Fees:Enrollment -11.73 -26.67 -43.20 -48.00 -48.00 -48.00
Income:Fees:Late 0 -10.00 -10.00 -10.00 -10.00 -10.00
"""

FIGURES = """\
collected 247.00 456.00 665.00 920.66 1219.66 1249.66
recognised 38.95 246.47 319.22 686.14 943.38 1106.49
breakage 0.00 23.88 195.02 234.82 321.28 496.04
deferred 208.05 209.53 345.78 234.52 229.77 0.00
refunded 0.00 0.00 0.00 0.00 46.51 143.17
"""

ROLL_FORWARD = """\
opening 0 208.05 209.53 345.78 234.52 229.77
collected 247.00 209.00 209.00 255.66 299.00 30.00
on_redemption 15.92 143.28 -131.34 306.56 160.32 0
over_time 11.30 15.42 16.42 15.76 10.46 8.35
fees 11.73 24.94 16.53 4.80 0 0
breakage 0 23.88 171.14 39.80 86.46 221.42
reversed 0 0 0 0 0 66.66
refunded 0 0 0 0 46.51 96.66
closing 208.05 209.53 345.78 234.52 229.77 0
"""
"""What is earned, broken and refunded leaves what is deferred; what is reversed passes through."""
