"""Who takes part as a body: agencies, districts, communes, schools; dated trees and a map between them."""
